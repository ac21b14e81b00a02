/** Makes a call of a port, with these parameters. */
export type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** What happens in place of a call, with what it was given. */
export type Step = (call: Call, given: readonly unknown[]) => Promise<unknown>;

/** A port some of whose calls go by a step; all others are as they were. */
export const between = <T extends object>(port: T, steps: { readonly [Name in keyof T & string]?: Step }): T =>
  new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      const step: unknown = Object.hasOwn(steps, name) ? Reflect.get(steps, name) : undefined;
      if (typeof value !== 'function' || typeof step !== 'function') return value;
      const call: Call = async (...given) => {
        const result: unknown = await Reflect.apply(value, target, given);
        return result;
      };
      return (...given: readonly unknown[]): unknown => Reflect.apply(step, undefined, [call, given]);
    },
  });
