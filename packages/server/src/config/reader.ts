/** What the readers of settings share. */

export type Environment = { readonly [name: string]: string | undefined };

/** One line that names the variable and what it takes. */
export class ConfigError extends Error {
  constructor(variable: string, takes: string) {
    super(`${variable} takes ${takes}.`);
    this.name = "ConfigError";
  }
}

/** An empty variable counts as an absent one: that is how compose files write "not set". */
export function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === "" ? undefined : text;
}

export function listOf(env: Environment, name: string): string[] {
  return (value(env, name) ?? "").split(/[\s,]+/).filter((part) => part !== "");
}

export function wholeNumber(
  env: Environment,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
  takes: string,
): number | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const isInside = /^\d{1,5}$/.test(text) && Number(text) >= from && Number(text) <= to;
  if (!isInside) throw new ConfigError(name, takes);
  return Number(text);
}

export function oneOf<const T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new ConfigError(name, `one of ${choices.join(", ")}`);
  return choice;
}
