import { z } from "zod";
import type { Role } from "../define-role";
import type { AnyService } from "../define-service";
import * as providers from "../providers";
import * as roles from "../roles";
import { entriesFor } from "./entries";
import { pods } from "./pods";

const provider = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .optional()
  .meta({
    title: "Provider",
    description: "Who makes it, as `fal:wan-2.5`, or a list in the order to try. Default: the server's list.",
    zh: { title: "服务商", description: "由谁生成，如 `fal:wan-2.5`；也可按尝试顺序写多个。默认使用服务器的设置。" },
    advanced: true,
  });

/** A role as a service of the registry, which makes it a `model` too. Its entries handle its calls. */
function roleService(role: Role): AnyService {
  const endpoints = [pods, ...Object.values(providers)]
    .flatMap((provider) => provider.endpoints)
    .filter((endpoint) => endpoint.role.id === role.id);
  const notItself = () => {
    throw new Error(`${role.id} is a role: its entries make its calls.`);
  };
  return {
    ...{ id: role.id, title: role.title, description: role.description, kind: "role" },
    zh: { title: role.zh.title, description: role.zh.description ?? "" },
    ...{ output: role.output, example: role.example, repeatable: role.repeatable },
    input: role.input.extend({ provider }),
    response: z.unknown(),
    mode: "async",
    request: notItself,
    parse: notItself,
    price: (input: Record<string, unknown>) => Math.max(0, ...entriesFor(role, input).able.map(({ price }) => price)),
    cacheFor: role.repeatable ? 3600 : 30 * 86_400,
    timeout: Math.max(...endpoints.map(({ timeout }) => timeout)),
    typicalSeconds: endpoints[0]?.typicalSeconds ?? 30,
  };
}

export const roleServices: AnyService[] = Object.values(roles).map(roleService);

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
    const fault = requestFault(role, input);
    if (fault) context.addIssue({ code: "custom", path: ["provider"], message: fault });
  });
}

function requestFault(role: Role, input: Record<string, unknown>): string | null {
  try {
    const { able, unable } = entriesFor(role, input);
    if (able.length > 0) return null;
    return (
      unable.map(({ why }) => why).join(" ") || `No provider is configured for ${role.id}: set the key or URL of one.`
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
