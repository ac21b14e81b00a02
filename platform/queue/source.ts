import type { Queue } from './port.ts';

/** Where messages come from that others send: a queue, seen by who receives. */
export type Source = Pick<Queue, 'receive' | 'acknowledge' | 'extend' | 'release' | 'prepare' | 'close'>;
