import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { priorities } from "@/lib/schemas/job";
import { builtOnce, database } from "./core/client";
import { eventIfChanged } from "./events";
import { calls } from "./schema";

/**
 * Places for calls in progress at a service or a vendor (`<NAME>_CONCURRENCY`). A call has one by its state alone, so that
 * no process has to give it back. Calls without one wait in line: a higher priority first, then the key with the fewest
 * calls in progress there, then the oldest call.
 */

type Call = typeof calls.$inferSelect;

/**
 * `own`: the services whose calls count, `entry`: the pattern of role entries that count, `services`: all services and
 * roles with such calls.
 */
export type Place = { name: string; title: string; limit: number; services: string[]; own: string[]; entry: string };
/** A place that a call does not get now. */
export type Full = { name: string; title: string; limit: number; inUse: number };

/** Milliseconds in which a call should take the place that it was called for; later it keeps no other call waiting. */
const patienceMs = 20_000;

const rank = sql.raw(`case j.priority ${priorities.map((name, i) => `when '${name}' then ${-i}`).join(" ")} end`);

/** The values that the SQL below names. */
const valuesOf = (id: string, now = Date.now()) => ({ placeFor: id, placeNow: now, placeSince: now - patienceMs });
const [forCall, now, since] = [sql.placeholder("placeFor"), sql.placeholder("placeNow"), sql.placeholder("placeSince")];

/** Common table expressions of a place, given as JSON: its `free` places, and the `line` with the call among it. */
const lineOf = (place: SQL) => sql`
  used as materialized (
    select j.key_id, count(*) as calls from calls c join jobs j on j.id = c.job_id
      where c.service in (select value from json_each(${place}, '$.services'))
        and c.status in ('submitting', 'unconfirmed', 'waiting', 'storing') and c.attempt > 0 and c.id <> ${forCall}
        and (c.entry glob json_extract(${place}, '$.entry') or (c.entry is null and c.service in (
          select value from json_each(${place}, '$.own'))))
      group by j.key_id
  ), free as (
    select json_extract(${place}, '$.limit') - coalesce(sum(calls), 0) as places from used
  ), standing as (
    select c.id, c.job_id, c.called_at is not null and c.called_at < ${since} as silent
      from calls c indexed by calls_in_line
      where c.in_line_for is not null and c.finished_at is null and c.id <> ${forCall}
        and c.status in ('pending', 'retrying') and coalesce(c.next_attempt_at, 0) <= ${now}
        and exists (select 1 from json_each(c.in_line_for) p where p.value = json_extract(${place}, '$.name'))
    union all select id, job_id, 0 from calls where id = ${forCall}
  ), line as materialized (
    select s.id, s.silent, ${rank} as rank,
        coalesce(u.calls, 0) + row_number() over (partition by j.key_id, s.silent order by ${rank}, s.id) as turn
      from standing s join jobs j on j.id = s.job_id left join used u on u.key_id = j.key_id
      where j.status in ('queued', 'running', 'awaiting_review')
  )`;

/** Whether the call is among the first of the line, as many as places are free. */
const isNext = sql`case when free.places <= 0 then 0 else free.places > (
  select count(*) from line a, line me where me.id = ${forCall} and not a.silent
    and (a.rank, a.turn, a.id) < (me.rank, me.turn, me.id)) end`;

/** The condition of an UPDATE that a call gets all of these places. Its values: `placeValues`. */
export function hasPlaces(places: Place[]): SQL {
  const each = places.map((_, i) => {
    const place = sql`${sql.placeholder(`place${i}`)}`;
    return sql`(with ${lineOf(place)} select ${isNext} from free)`;
  });
  return sql.join(each, sql` and `);
}

export const placeValues = (places: Place[], callId: string): Record<string, unknown> => ({
  ...valuesOf(callId),
  ...Object.fromEntries(places.map((place, i) => [`place${i}`, JSON.stringify(place)])),
});

const placeOf = sql`${sql.placeholder("place0")}`;

const stateOfPlace = builtOnce((db) =>
  db
    .select({ free: sql<number>`free`, isNext: sql<number>`is_next` })
    .from(sql`(with ${lineOf(placeOf)} select free.places as free, ${isNext} as is_next from free)`)
    .prepare(),
);

/** The places that a call does not get now, because they are in use or another call is first. */
export async function fullPlaces(places: Place[], callId: string): Promise<Full[]> {
  const full: Full[] = [];
  for (const place of places) {
    const [state] = await (await stateOfPlace()).all(placeValues([place], callId));
    const { name, title, limit } = place;
    if (state && !state.isNext) full.push({ name, title, limit, inUse: limit - Math.max(0, state.free) });
  }
  return full;
}

/** Lets a call wait in line for places. Returns its row; null if it has moved meanwhile. */
export async function joinLine(call: Call, names: string[], message: string): Promise<Call | null> {
  const db = await database();
  const { id, jobId, key, attempt } = call;
  const [rows] = await db.batch([
    db
      .update(calls)
      .set({ inLineFor: names, calledAt: null, message })
      .where(and(eq(calls.id, id), eq(calls.attempt, attempt), inArray(calls.status, ["pending", "retrying"])))
      .returning(),
    ...(call.message === message ? [] : [eventIfChanged(db, { jobId, type: "step", step: key })]),
  ]);
  return rows[0] ?? null;
}

/** The names of all places that calls wait for. */
export async function placesInLine(): Promise<string[]> {
  const rows = await (await namesInLine()).all();
  return rows.map(({ name }) => name);
}

const namesInLine = builtOnce((db) =>
  db
    .selectDistinct({ name: sql<string>`p.value` })
    .from(
      sql`calls c indexed by calls_in_line, json_each(c.in_line_for) p
        where c.in_line_for is not null and c.finished_at is null and c.status in ('pending', 'retrying')`,
    )
    .prepare(),
);

const firstInLine = builtOnce((db) =>
  db
    .select({ id: sql<string>`id`, silent: sql<number>`silent` })
    .from(
      sql`(with ${lineOf(placeOf)} select id, silent from line
        order by silent, rank, turn, id limit max(0, (select places from free)))`,
    )
    .prepare(),
);

/**
 * Calls the first of the line of a place, as many as are free, and returns the ids of those to wake: each once, and those
 * that did not come again and again.
 */
export async function callNext(place: Place, now = Date.now()): Promise<string[]> {
  const first = await (await firstInLine()).all(placeValues([place], ""));
  if (first.length === 0) return [];
  const db = await database();
  const called = await db
    .update(calls)
    .set({ calledAt: new Date(now) })
    .where(
      and(
        inArray(
          calls.id,
          first.map(({ id }) => id),
        ),
        isNull(calls.calledAt),
        isNotNull(calls.inLineFor),
      ),
    )
    .returning({ id: calls.id });
  const silent = first.filter((one) => one.silent);
  return [...called, ...silent].map(({ id }) => id);
}
