import { and, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { StepStatus } from "@/lib/schemas/job";
import { database } from "./core/client";
import { calls } from "./schema";

export type ServiceLoad = { waiting: number; running: number; succeeded: number; failed: number };

const hourMs = 3_600_000;
const notAsked: StepStatus[] = ["pending", "retrying"];
const beingMade: StepStatus[] = ["submitting", "unconfirmed", "waiting", "storing"];

/** How many calls of these services wait, are being made, and ended within the last hour. */
export async function loadOf(services: string[]): Promise<Map<string, ServiceLoad>> {
  const db = await database();
  const counted = (statuses: StepStatus[], more?: SQL) =>
    db
      .select({ service: calls.service, status: calls.status, count: sql<number>`count(*)` })
      .from(calls)
      .where(and(inArray(calls.service, services), inArray(calls.status, statuses), more))
      .groupBy(calls.service, calls.status);
  const [open, ended] = await Promise.all([
    counted([...notAsked, ...beingMade]),
    counted(
      ["succeeded", "failed"],
      and(
        gt(calls.finishedAt, new Date(Date.now() - hourMs)),
        sql`json_extract(${calls.change}, '$.output') is null`, // not what a person wrote
      ),
    ),
  ]);
  const rows = [...open, ...ended];
  return new Map(
    services.map((service) => {
      const count = (statuses: StepStatus[]) =>
        rows
          .filter((row) => row.service === service && statuses.includes(row.status))
          .reduce((sum, row) => sum + row.count, 0);
      const load = { waiting: count(notAsked), running: count(beingMade) };
      return [service, { ...load, succeeded: count(["succeeded"]), failed: count(["failed"]) }];
    }),
  );
}
