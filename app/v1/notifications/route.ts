import { changeKey } from "@/db/keys";
import { checkNotify } from "@/inngest/deliveries/check-notify";
import { changeNotificationsRequest } from "@/lib/schemas/notify";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentNotifications } from "@/server/api/serializers/notifications";

/** The notifications of the request's own key: every key may read and change them. */
export const GET = defineRoute("key", async ({ key }) => Response.json(await presentNotifications(key.id)));

export const PATCH = defineRoute("key", async ({ request, key }) => {
  const change = await readBody(changeNotificationsRequest, request);
  checkNotify(change.notify ?? [], "/notify");
  await changeKey(key.id, change);
  return Response.json(await presentNotifications(key.id));
});
