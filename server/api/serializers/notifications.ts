import { channels } from "@/inngest/deliveries/channels";
import type { Notifications } from "@/lib/schemas/notify";
import { keyNamed } from "../key-named";

/** A key's notifications, and which channels the operator has set up. */
export async function presentNotifications(keyId: string): Promise<Notifications> {
  const { notify, language } = await keyNamed(keyId);
  const shown = (["email", "slack"] as const).map((id) => {
    const missing = channels[id].missing();
    return { id, configured: missing.length === 0, missing };
  });
  return { object: "notifications", notify, language, channels: shown };
}
