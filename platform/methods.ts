/** Whether an HTTP method only looks: GET, or HEAD, which is answered as GET is, without the body. */
export const isLook = (method: string): boolean => method === 'GET' || method === 'HEAD';
