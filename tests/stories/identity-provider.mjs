// A sign-in provider of our own for stories: the npm package oidc-provider, with people who are whoever
// they type. Kith asks it as it would ask NHS CIS2 or Entra.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

export const CLIENT = "kith-story";
export const SECRET = "a secret between two programs of a story";

/// Starts a provider; `kith` is the address that Kith serves at. `client` changes how Kith proves who it
/// is, `claims` are what the provider says of a person beside their name.
export async function startProvider({ kith, client = {}, claims = {} }) {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: [`${kith}/sign-in/provider/back`],
      post_logout_redirect_uris: [`${kith}/sign-in`],
      ...client,
    }],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      nationalrbacaccess: ["selected_roleid", "nhsid_nrbac_roles"],
    },
    scopes: ["openid", "email", "profile", "nationalrbacaccess"],
    conformIdTokenClaims: true,
    enabledJWA: { clientAuthSigningAlgValues: ["RS256", "RS512"] },
    cookies: { keys: ["keys of a story"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims[id] }) }),
  });
  server.on("request", provider.callback());
  const close = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return { issuer, close };
}

/// Signs in at the provider's own pages, and allows Kith to know of it.
export async function signInAtProvider(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/// Does the same, but does not follow the provider back to Kith: gives back where it leads.
export async function answerAtProvider(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  const consent = new URL(await page.locator("form").getAttribute("action"), page.url()).href;
  let answer = await page.request.post(consent, { form: { prompt: "consent" }, maxRedirects: 0 });
  for (let steps = 0; steps < 5; steps += 1) {
    const place = new URL(answer.headers().location, consent).href;
    if (place.includes("/sign-in/provider/back")) return place;
    answer = await page.request.get(place, { maxRedirects: 0 });
  }
  throw new Error("the provider leads nowhere");
}
