import { readFile, readdir } from "node:fs/promises";

/** The process ids of a server's media workers, from /proc. */
export async function mediaWorkers(serverPid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${serverPid}/task`);
  const files = tasks.map((task) => `/proc/${serverPid}/task/${task}/children`);
  const lists = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const children = lists.flatMap((list) => list.trim().split(" ")).filter((pid) => pid !== "");
  const commands = await Promise.all(
    children.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  // Before a worker has given itself a name its command is that of its file.
  return children
    .filter((_, i) => /parley-media|media\/worker/.test(commands[i] ?? ""))
    .map(Number);
}
