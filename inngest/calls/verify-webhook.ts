import { isFromFal, isFromGoogle, isStandardWebhook } from "@/lib/crypto/vendor-signature";
import type { VendorSignature } from "@/lib/define-provider";
import type { AnyService } from "@/lib/define-service";
import * as providers from "@/lib/providers";
import { verifiedByJwks, verifiedBySecret } from "./webhook-keys";

/** The headers of a webhook that carry its signature, and when it came, in milliseconds since 1970. */
export type Signed = { headers: Record<string, string>; at: number };

/**
 * What a webhook's signature proves. "answer": the body is the vendor's, or its vendor signs nothing. "sender": the vendor
 * sent it, and the body is not covered. "unknown": the vendor's keys cannot be fetched now, or the body is not whole.
 */
export type Proof = "answer" | "sender" | "unknown" | "refused";

const signatures = new Map<string, VendorSignature>(
  Object.values(providers).flatMap(({ id, signature }) => (signature ? [[id, signature]] : [])),
);

export async function verifyWebhook(
  service: AnyService,
  { bytes, isWhole, signed }: { bytes: Uint8Array; isWhole: boolean; signed?: Signed },
): Promise<Proof> {
  const signature = signatures.get(service.hosted?.id ?? "");
  if (!signature) return "answer";
  const { headers, at } = signed ?? { headers: {}, at: Date.now() };
  if (Object.keys(headers).length === 0) return "refused";
  if (!isWhole) return "unknown";
  const proof = {
    valid: signature.kind === "google" ? "sender" : "answer",
    invalid: "refused",
    unknown: "unknown",
  } as const;
  return proof[await verified()];

  function verified() {
    if (!signature || signature.kind === "standard")
      return verifiedBySecret(service, signature?.secretPath ?? "", (secret) =>
        isStandardWebhook(headers, bytes, secret, at),
      );
    return verifiedByJwks(service, signature, (keys) =>
      signature.kind === "fal" ? isFromFal(headers, bytes, keys, at) : isFromGoogle(headers, keys, at),
    );
  }
}
