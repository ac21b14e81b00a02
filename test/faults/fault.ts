/**
 * What a fault proxy does to the connections that pass through it.
 *
 * - `pass`: nothing.
 * - `refuse`: nobody listens on the port (ECONNREFUSED), and what was connected is reset.
 * - `reset`: every connection, new or standing, is reset (ECONNRESET).
 * - `hang`: connections are accepted and no byte moves, either way; what was held goes on when another fault is set.
 * - `delay`: the request goes on at once, its answer begins `ms` late.
 * - `drip`: the answer comes a byte at a time, `intervalMs` apart (1000 is the field's slow server).
 * - `garbage`: whatever is sent is answered with bytes of no protocol and the end of the connection.
 * - `cut`: the request goes on; after `afterBytes` of answers on a connection it ends. With 0 the target has done
 *   what it was asked and the client never hears of it.
 */
export type Fault =
  | { readonly mode: 'pass' | 'refuse' | 'reset' | 'hang' | 'garbage' }
  | { readonly mode: 'delay'; readonly ms: number }
  | { readonly mode: 'drip'; readonly intervalMs: number }
  | { readonly mode: 'cut'; readonly afterBytes: number };
