import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Database from "libsql";

/**
 * A libSQL server for tests over one SQLite file: the Hrana protocol over HTTP, version 2 with JSON, as far as
 * @libsql/client uses it. Source: tursodatabase/libsql, docs/HRANA_2_SPEC.md and HTTP_V2_SPEC.md. Each pipeline runs as
 * a whole and ends its stream, so there are no batons.
 */

type Value =
  | { type: "null" }
  | { type: "integer" | "text"; value: string }
  | { type: "float"; value: number }
  | { type: "blob"; base64: string };
type Statement = { sql?: string; sql_id?: number; args?: Value[]; named_args?: { name: string; value: Value }[] };
type Condition =
  | { type: "ok" | "error"; step: number }
  | { type: "not"; cond: Condition }
  | { type: "and" | "or"; conds: Condition[] };
type Asked =
  | { type: "execute"; stmt: Statement }
  | { type: "batch"; batch: { steps: { stmt: Statement; condition?: Condition }[] } }
  | { type: "sequence" | "describe"; sql?: string; sql_id?: number }
  | { type: "store_sql"; sql_id: number; sql: string }
  | { type: "close" | "close_sql" };

export async function startHranaServer(path: string) {
  const database = new Database(path);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  let cut: ((body: string) => boolean) | undefined;
  const open = () =>
    createServer(async (request, response) => {
      const body = await textOf(request);
      const answer = JSON.stringify(pipeline(database, JSON.parse(body).requests));
      // The request has taken effect, but its answer is lost.
      if (cut?.(body)) return void request.socket.destroy();
      response.writeHead(200, { "content-type": "application/json" }).end(answer);
    });
  let server = open();
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const goAway = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    database,
    goAway,
    async comeBack() {
      if (server.listening) return;
      server = open();
      await listen(server, port);
    },
    /** Cuts off the answers to the requests for which this is true. */
    cutOff(when: typeof cut) {
      cut = when;
    },
    async close() {
      await goAway();
      database.close();
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function pipeline(database: Database.Database, requests: Asked[]) {
  const stored = new Map<number, string>();
  const results = requests.map((asked) => {
    try {
      return { type: "ok", response: { type: asked.type, ...answer(database, asked, stored) } };
    } catch (error) {
      return { type: "error", error: told(error) };
    }
  });
  if (database.inTransaction) database.exec("ROLLBACK"); // the stream ends here
  return { baton: null, base_url: null, results };
}

function answer(database: Database.Database, asked: Asked, stored: Map<number, string>): object {
  if (asked.type === "execute") return { result: run(database, asked.stmt, stored) };
  if (asked.type === "batch") return { result: batch(database, asked.batch.steps, stored) };
  if (asked.type === "store_sql") stored.set(asked.sql_id, asked.sql);
  if (asked.type === "sequence") database.exec(sqlOf(asked, stored));
  return {};
}

function batch(
  database: Database.Database,
  steps: { stmt: Statement; condition?: Condition }[],
  stored: Map<number, string>,
) {
  const results: (object | null)[] = steps.map(() => null);
  const errors: (object | null)[] = steps.map(() => null);
  const holds = (condition: Condition): boolean => {
    if ("step" in condition) return (condition.type === "ok" ? results : errors)[condition.step] !== null;
    if ("cond" in condition) return !holds(condition.cond);
    return condition.type === "and" ? condition.conds.every(holds) : condition.conds.some(holds);
  };
  for (const [i, { stmt, condition }] of steps.entries()) {
    if (condition && !holds(condition)) continue;
    try {
      results[i] = run(database, stmt, stored);
    } catch (error) {
      errors[i] = told(error);
    }
  }
  return { step_results: results, step_errors: errors };
}

function run(database: Database.Database, stmt: Statement, stored: Map<number, string>) {
  const statement = database.prepare<unknown[]>(sqlOf(stmt, stored)).safeIntegers(true);
  const args = (stmt.args ?? []).map(decoded);
  const changes = () => Number((database.prepare("select total_changes()").raw(true).get() as number[])[0]);
  const before = changes();
  const rows = statement.reader ? (statement.raw(true).all(args) as unknown[][]) : void statement.run(args);
  return {
    cols: statement.reader ? statement.columns().map(({ name, type }) => ({ name, decltype: type })) : [],
    rows: (rows ?? []).map((row) => row.map(encoded)),
    affected_row_count: changes() - before,
    last_insert_rowid: null,
  };
}

const sqlOf = ({ sql, sql_id }: { sql?: string; sql_id?: number }, stored: Map<number, string>) =>
  sql ?? stored.get(sql_id ?? -1) ?? "";

function decoded(value: Value): unknown {
  if (value.type === "null") return null;
  if (value.type === "blob") return Buffer.from(value.base64, "base64");
  return value.type === "integer" ? BigInt(value.value) : value.value;
}

function encoded(value: unknown): Value {
  if (value === null || value === undefined) return { type: "null" };
  if (typeof value === "bigint") return { type: "integer", value: String(value) };
  if (typeof value === "number") return { type: "float", value };
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    return { type: "blob", base64: Buffer.from(value as Uint8Array).toString("base64") };
  }
  return { type: "text", value: String(value) };
}

function told(error: unknown) {
  const { message, code } = error as Error & { code?: string };
  return { message, code: code ?? "SQLITE_ERROR" };
}
