const TIMEOUT_MS = 1_500;
const LONGEST = 256 * 1024;

/**
 * Fetches an issuer's key set: no redirects, 1.5 s and 256 KB at most.
 * @throws where there is none.
 */
export const fetchKeySet = async (url: string): Promise<unknown> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    throw new Error(`the answer has status ${response.status}`);
  }
  const body: AsyncIterable<Uint8Array> = response.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (length > LONGEST) throw new Error(`the answer is longer than ${LONGEST} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
};
