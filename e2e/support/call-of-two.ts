import type { Person } from "./person.ts";

/** Ann has started a meeting and Bob has come in by its link. */
export async function callOfTwo(person: (name: string) => Promise<Person>) {
  const ann = await person("Ann");
  const bob = await person("Bob");
  const code = await ann.startMeeting();
  await ann.join();
  await bob.goAndJoin(code);
  return { ann, bob, code };
}
