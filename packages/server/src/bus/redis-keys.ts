/** What one database of Redis may hold beside the things of others. */
const PREFIX = "parley:";

/** There while the node has said within the lease that it lives. */
export function nodeKey(nodeId: string): string {
  return `${PREFIX}node:${nodeId}`;
}

/** A room's log under one fence. */
export function logKey(roomId: string, fence: number): string {
  return `${PREFIX}log:${roomId}:${fence}`;
}
