import type { IncomingMessage, ServerResponse } from "node:http";
import type { House } from "./context";
import { faults } from "./faults/index";
import { rulesSchema } from "./faults/rules";
import { answer, parseJson, readBody } from "./http";
import { parse, Refusal } from "./service";

function listed(house: House): object {
  return {
    rules: house.book.rules(),
    faults: faults.map(({ name, says, takes }) => ({ name, says, takes: takes ?? null })),
  };
}

/** `GET /admin/submits`, and `GET`, `POST`, `DELETE /admin/faults`. */
export async function admin(
  what: string,
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = `${request.method} ${what}`;
  if (asked === "GET submits") {
    return answer(response, 200, { submits: house.ledger.all(), happenings: house.ledger.happenings() });
  }
  if (asked === "GET faults") return answer(response, 200, listed(house));
  if (asked === "POST faults") {
    const { rules, seed } = parse(rulesSchema, parseJson(await readBody(request)));
    house.book.write(rules, seed ?? 1);
    return answer(response, 200, { rules });
  }
  if (asked === "DELETE faults") {
    house.book.write([], 1);
    return answer(response, 200, { rules: [] });
  }
  throw new Refusal(404, "no such page");
}
