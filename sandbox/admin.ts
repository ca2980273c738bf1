import type { IncomingMessage, ServerResponse } from "node:http";
import type { SandboxContext } from "./context";
import { holdAgain, release } from "./faults/hold";
import { faults } from "./faults/index";
import { rulesSchema } from "./faults/rules";
import { answer, parseJson, readBody } from "./http";
import { parse, Refusal } from "./service";

function listed(context: SandboxContext): object {
  return {
    rules: context.book.rules(),
    faults: faults.map(({ name, says, takes }) => ({ name, says, takes: takes ?? null })),
  };
}

/** `GET /admin/submits`, `POST /admin/release`, and `GET`, `POST`, `DELETE /admin/faults`. */
export async function admin(
  what: string,
  context: SandboxContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = `${request.method} ${what}`;
  if (asked === "GET submits") {
    return answer(response, 200, { submits: context.ledger.all(), auditEvents: context.ledger.auditEvents() });
  }
  if (asked === "GET faults") return answer(response, 200, listed(context));
  if (asked === "POST faults") {
    const { rules, seed } = parse(rulesSchema, parseJson(await readBody(request)));
    context.book.write(rules, seed ?? 1);
    holdAgain();
    return answer(response, 200, { rules });
  }
  if (asked === "DELETE faults") {
    context.book.write([], 1);
    return answer(response, 200, { rules: [] });
  }
  if (asked === "POST release") {
    release();
    return answer(response, 200, {});
  }
  throw new Refusal(404, "no such page");
}
