import type { Ask, Endpoint, Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService } from "../define-service";
import { priceOf } from "../providers/capability";
import { cancelOutcome, refusalOf } from "../providers/refusal";
import { type Candidate, modelOf, remoteModel } from "./candidates";
import { fitTo, fittedBy } from "./fit";
import { entryInput, isOwn, ownEntry } from "./pods";

/** The service for an entry of a role's list, such as `fal:wan-2.5`: it handles calls of the role. */
export function entryService(role: Role, { name, provider, endpoint, model }: Omit<Candidate, "price">): AnyService {
  if (isOwn(provider)) {
    const own = ownEntry(role.id, name);
    if (!own) throw new Error(`${role.id}: there is no "${name}".`);
    return own;
  }
  const asked = (webhookUrl = "", callId = ""): Ask => ({ model: remoteModel(endpoint, model), callId, webhookUrl });
  const { poll, receipt, cancel, find, found, cost, usage } = endpoint;
  const known = modelOf(endpoint, model);
  const asMade = (input: Record<string, unknown>) => fitTo(known, input);
  return {
    ...pick(endpoint),
    ...{ id: name, title: provider.title, description: role.description, kind: "hosted" },
    ...{
      settings: `${role.id}-${provider.id}`,
      hosted: { ...provider.api, id: provider.id },
      takes: takesOf(endpoint, provider),
    },
    ...{
      input: entryInput(role),
      output: role.output,
      example: role.example,
      repeatable: role.repeatable,
      cacheFor: 0,
    },
    request: (input, webhookUrl, callId = "") => endpoint.request(asMade(input), asked(webhookUrl, callId)),
    parse: (answer) => endpoint.parse(answer, asked()),
    ...(receipt && { receipt: (answer) => receipt(answer, asked()) }),
    ...(poll && { poll: (work) => poll(work, asked()) }),
    ...(cancel && { cancel: (work) => cancel(work, asked()) }),
    ...(find && { find: (callId: string) => find({ callId }), found }),
    ...(cost && { cost }),
    ...(usage && { usage }),
    cancelled: cancelOutcome,
    refusal: (answer) => refusalOf(provider, answer),
    price: (input) => priceOf(known, asMade(input)),
    fitted: (input) => fittedBy(known, input),
    asMade,
  };
}

/** A multipart request contains its files. */
const takesOf = ({ sends }: Endpoint, { takes }: Provider) => (sends === "form" ? { ...takes, url: false } : takes);

const pick = ({ mode, response, pollEvery, timeout, typicalSeconds }: Endpoint) => ({
  ...{ mode, response, pollEvery, timeout, typicalSeconds },
});
