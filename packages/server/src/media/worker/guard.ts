/**
 * A callback for native code, which ends the process when one throws: what this one throws is
 * reported instead.
 *
 * @param report must not throw
 */
export const guard =
  <A extends readonly unknown[]>(
    report: (error: unknown) => void,
    callback: (...args: A) => void,
  ): ((...args: A) => void) =>
  (...args) => {
    try {
      callback(...args);
    } catch (error) {
      report(error);
    }
  };
