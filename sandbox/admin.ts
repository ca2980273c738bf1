import type { IncomingMessage, ServerResponse } from "node:http";
import { rulesSchema } from "./faults/book";
import { faults } from "./faults/index";
import type { House } from "./house";
import { parse, Refusal } from "./service";
import { answer, parseJson, readBody } from "./wire";

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
