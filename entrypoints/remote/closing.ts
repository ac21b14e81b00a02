/** What ends a client together with its port. */
export type Closing = Pick<AsyncDisposableStack, 'defer'>;
