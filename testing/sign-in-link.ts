/** Follows a sign-in link like a browser: reads its page and submits the form. Returns the answer of the POST. */
export async function followLink(link: string, headers: Record<string, string> = {}): Promise<Response> {
  const page = await (await fetch(link)).text();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? "/sign-in";
  return fetch(new URL(action, link), {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin", ...headers },
    body: new URLSearchParams({ token: field("token"), next: field("next") }),
  });
}
