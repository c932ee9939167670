/** The store, but for one method: a test makes it fail or wait. */
export function replacing<S extends object, K extends keyof S>(store: S, name: K, method: S[K]): S {
  return new Proxy(store, {
    get(target, key): unknown {
      if (key === name) return method;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const bound: unknown = value.bind(target);
      return bound;
    },
  });
}
