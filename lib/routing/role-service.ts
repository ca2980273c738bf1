import { z } from "zod";
import type { Role } from "../define-role";
import type { AnyService, Service } from "../define-service";
import * as providers from "../providers";
import * as roles from "../roles";
import { dearest, entriesFor } from "./entries";
import { type For, specialList } from "./lists";
import { localWork, pods } from "./pods";

/** A field that names who makes the calls of a role. */
export const providerOption = (title: string, zh: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .optional()
    .meta({
      title,
      description:
        "Who makes it, as `fal:wan-2.5`, or a list in the order to try; one that refused a moment ago is tried last. Default: the server's list.",
      zh: {
        title: zh,
        description:
          "由谁生成，如 `fal:wan-2.5`；也可按尝试顺序写多个；刚刚拒绝过请求的最后尝试。默认使用服务器的设置。",
      },
      advanced: true,
    });

export const provider = providerOption("Provider", "服务商");

/** A role as a service of the registry, which makes it a `model` too. Its entries handle its calls. */
function roleService(role: Role): AnyService {
  const endpoints = [pods, ...Object.values(providers), localWork]
    .flatMap((provider) => provider.endpoints)
    .filter((endpoint) => endpoint.role.id === role.id);
  const notItself = () => {
    throw new Error(`${role.id} is a role: its entries make its calls.`);
  };
  return {
    ...{ id: role.id, title: role.title, description: role.description, kind: "role", welcome: role.welcome },
    zh: { title: role.zh.title, description: role.zh.description ?? "" },
    ...{ output: role.output, example: role.example, repeatable: role.repeatable },
    input: role.input.extend({ provider }),
    response: z.unknown(),
    mode: "async",
    request: notItself,
    parse: notItself,
    price: (input: Record<string, unknown>) => dearest(entriesFor(role, input).able),
    cacheFor: role.repeatable ? 3600 : 30 * 86_400,
    timeout: Math.max(...endpoints.map(({ timeout }) => timeout)),
    typicalSeconds: endpoints[0]?.typicalSeconds ?? 30,
  };
}

export const roleServices: AnyService[] = Object.values(roles).map(roleService);

/** A role as workflows call it: with `provider`, which names who makes the call. */
export function asService<I extends z.ZodObject, O extends z.ZodObject>(
  role: Role<I, O>,
): Service<z.ZodObject<I["shape"] & { provider: typeof provider }>, z.ZodUnknown, O> {
  return roleService(role);
}

const rolesById = new Map<string, Role>(Object.values(roles).map((role: Role) => [role.id, role]));

/** The role of a service with `kind: "role"`. */
export function roleOf(service: AnyService): Role {
  const role = rolesById.get(service.id);
  if (!role) throw new Error(`${service.id} is no role.`);
  return role;
}

/**
 * The input that a caller may send to a role: invalid if no entry can handle it. Only new requests are checked against
 * it, so that a changed setting does not break accepted jobs.
 */
export function roleRequest(service: AnyService): AnyService["input"] {
  const role = roleOf(service);
  return service.input.superRefine((input: Record<string, unknown>, context: z.RefinementCtx) => {
    const fault = roleFault(role, input);
    if (fault) context.addIssue({ code: "custom", path: ["provider"], message: fault });
  });
}

/** Why no entry of the role's list can do this; null when one can. `of`: what the job's list depends on. */
export function roleFault(role: Role, given: Record<string, unknown>, of: For = {}): string | null {
  try {
    const input = { ...given, provider: given.provider ?? specialList(role.id, of) };
    const { able, unable } = entriesFor(role, input);
    if (able.length > 0) return null;
    return (
      unable.map(({ why }) => why).join(" ") || `No provider is configured for ${role.id}: set the key or URL of one.`
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The most whole seconds of a clip that the first able entry of the role's list can make; the maximum where none can. */
export function longestClip(
  role: Role,
  given: Record<string, unknown>,
  { min, max }: { min: number; max: number },
  of: For = {},
): number {
  const provider = given.provider ?? specialList(role.id, of);
  const ableAt = (duration: number) => entriesFor(role, { ...given, provider, duration }).able.map(({ name }) => name);
  try {
    const [first] = ableAt(min);
    if (first === undefined) return max;
    const lengths = Array.from({ length: Math.floor(max - min) }, (_, i) => max - i);
    return lengths.find((seconds) => ableAt(seconds).includes(first)) ?? min;
  } catch {
    return max; // `roleFault` says what is wrong with the list
  }
}
