/** A language's tag as BCP 47 writes it, from `en_US` and `en-us` alike; `undefined` for what is none. */
export const languageTag = (text: string | undefined): string | undefined => {
  const tag = text?.trim().replaceAll('_', '-') ?? '';
  if (!/^[A-Za-z]{2,8}(?:-[\dA-Za-z]{1,8})*$/.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
};
