import type { Model, Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService } from "../define-service";
import { mediaTypeOf } from "../media/field";
import { knownPrice } from "../pricing";
import { whyNot } from "../providers/capability";
import { modelOf } from "./candidates";
import { findEntry, isVendor } from "./entries";

/** The smallest thing that a provider can make of a role: what a paid test requests. `price`: USD; null when unknown. */
export type SmallestRequest = { service: AnyService; input: Record<string, unknown>; price: number | null };

/** Files for the media fields of a test, as `data:` URLs. */
export type SampleMedia = { image: string; audio: string };
const unmade: SampleMedia = { image: "data:image/png;base64,", audio: "data:audio/wav;base64," };

/**
 * The cheapest listed model and the smallest input for it; null where none can be tested so. `media` is needed to send
 * the request, and not to price it.
 */
export function smallestRequest(provider: Provider, role: Role, media = unmade): SmallestRequest | null {
  if (needsMedia(role) && provider.takes.inlineBytes === 0) return null;
  const endpoints = provider.endpoints.filter((endpoint) => endpoint.role.id === role.id);
  const found = endpoints.flatMap((endpoint) =>
    Object.keys(endpoint.models)
      .filter((name) => name !== "*")
      .flatMap((name) => {
        const model = modelOf(endpoint, name);
        const input = smallestInput(role, model, media);
        if (!isVendor(provider) || whyNot(name, model, input)) return [];
        const service = findEntry(role.id, `${provider.id}:${name}`);
        return [{ service, input, price: knownPrice(service, input) }];
      }),
  );
  const dear = ({ price }: SmallestRequest) => price ?? Number.POSITIVE_INFINITY;
  return found.sort((a, b) => dear(a) - dear(b))[0] ?? null;
}

const fieldsOf = ({ input }: Role) => Object.entries(input.shape);
const isRequired = (schema: { safeParse(value: unknown): { success: boolean } }) =>
  !schema.safeParse(undefined).success;
const needsMedia = (role: Role) =>
  fieldsOf(role).some(([, schema]) => isRequired(schema) && mediaTypeOf(schema) !== undefined);

/** What the role requires, and the least of what costs by its size. */
function smallestInput(role: Role, model: Model, { image, audio }: SampleMedia): Record<string, unknown> {
  const { durations, resolutions, aspectRatios } = model;
  const least: Record<string, unknown> = {
    ...{ prompt: "A grey square.", text: "OK.", image, maxTokens: 16 },
    duration: Array.isArray(durations) ? Math.min(...durations) : durations?.min,
    ...{ resolution: resolutions?.[0], aspectRatio: aspectRatios?.[0] },
  };
  const given = fieldsOf(role).flatMap(([name, schema]) => {
    if (mediaTypeOf(schema) === "audio") return isRequired(schema) ? [[name, audio]] : [];
    return least[name] === undefined || name === "audio" ? [] : [[name, least[name]]];
  });
  return role.input.parse(Object.fromEntries(given));
}
