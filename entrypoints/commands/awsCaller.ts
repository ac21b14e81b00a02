import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { quick } from '../remote/limits.ts';

/** An operator's command waits for it. */
const CALLER_MS = 3_000;

/** The ARN of who the AWS credentials are. Where STS cannot be reached that is said beside the machine's user: a leaked key must be revocable all the same. */
export const callerArn = async (user: string): Promise<string> => {
  const client = new STSClient(quick(CALLER_MS));
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return Arn ?? `${user} (AWS names no caller)`;
  } catch (error) {
    return `${user} (AWS caller not known: ${error instanceof Error ? error.name : 'no answer'})`;
  } finally {
    client.destroy();
  }
};
