// A certified OpenID provider of its own for tests: node server.mjs <port> <redirect-uri> <sign-out-uri>
// Whoever types "ana" is ana@office.example; a name that ends in "-unconfirmed" has no proven address.
import Provider from "oidc-provider";

const [port, redirectUri, signOutUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "portal",
      client_secret: "portal-secret-of-32-characters-or-more",
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [signOutUri],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  cookies: { keys: ["cookie-key-of-the-test-provider"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id.replace("-unconfirmed", "")}@office.example`,
      email_verified: !id.endsWith("-unconfirmed"),
    }),
  }),
  // Nobody is asked for consent: the client is the company's own.
  loadExistingGrant: async (context) => {
    const grant = new provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
