import { defineRoute } from "@/server/api/route";
import { secretAnswer } from "@/server/api/serializers/webhook-secret";

/** Shown as often as it is asked for: whoever has the key can have it rotated anyway. */
export const GET = defineRoute("key", ({ key }) => secretAnswer(key.id));
