import type { Config } from "../config.ts";
import type { DoctorState } from "../http/deps.ts";
import type { MediaPool } from "../media/pool.ts";
import type { ClusterPart } from "./cluster.ts";

/** What `npm run doctor` is told of this server. */
export async function doctorStateOf(
  { media, turn }: Config,
  pool: MediaPool | null,
  cluster: ClusterPart | null,
): Promise<DoctorState> {
  const { announced = [] } = media ?? {};
  const sfu = pool === null ? null : { announced: [...announced], ports: [...pool.ports] };
  const node = cluster === null ? null : await nodeStateOf(cluster);
  return { media: sfu, turnUrls: [...(turn?.urls ?? [])], node };
}

/** Who else lives is asked of Postgres, which may be away. */
async function nodeStateOf({ nodeId, forRooms }: ClusterPart): Promise<DoctorState["node"]> {
  const others = await forRooms.placement.others().catch(() => null);
  return { id: nodeId, others: others?.map(({ address }) => address) ?? null };
}
