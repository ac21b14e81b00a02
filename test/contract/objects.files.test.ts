import { describeContract } from './adapters.ts';
import { objectsContract } from './objects.ts';
import { hostFiles } from './objectsHost.ts';

describeContract({
  port: 'objects',
  adapter: 'files',
  suite: objectsContract,
  make: () => () => hostFiles(),
});
