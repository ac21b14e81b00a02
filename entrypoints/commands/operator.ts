import { hostname, userInfo } from 'node:os';
import type { Config } from '../../platform/config.ts';

const user = (): string => {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A user without an entry in the machine's list, as containers have.
    return `uid ${process.getuid?.() ?? '?'}@${hostname()}`;
  }
};

/** Who makes the changes, for their audit records: on AWS the caller that its credentials name, else the user of this machine. */
export const operatorOf = async ({ records }: Pick<Config, 'records'>): Promise<string> => {
  if (records !== 'dynamodb') return user();
  const { callerArn } = await import('./awsCaller.ts');
  return callerArn(user());
};
