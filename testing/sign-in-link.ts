/** Opens a sign-in link as a browser does: looks at its page and posts the form on it. The answer of the post. */
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
