import { defineRoute } from "@/server/api/route";
import { secretAnswer } from "@/server/api/serializers/webhook-secret";

/** Can be read any number of times: a key's holder could rotate the secret anyway. */
export const GET = defineRoute("key", ({ key }) => secretAnswer(key.id));
