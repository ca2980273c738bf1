import { type Answer, admit, type Handler, type Visit } from "./vendor";

/** A free request about the account: the faults of a submit act on it as well. */
export const probed =
  (answer: (visit: Visit) => Answer): Handler =>
  (visit) =>
    admit(visit, "") && answer(visit);

/** A list of models, as most vendors have one. */
export const models = probed(() => ({ body: { object: "list", data: [{ id: "sandbox", object: "model" }] } }));
