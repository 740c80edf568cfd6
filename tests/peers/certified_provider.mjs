// npm's oidc-provider (certified) for one test: says its address on the first line, then serves.
// It keeps the logout tokens it would send, and shows them under /sent.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const { default: Provider } = await import(
  pathToFileURL(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`)
);
const key = (kind, options, alg) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), use: 'sig', alg,
});
const sent = [];
let answer;
const server = createServer((request, response) => {
  if (request.url === '/sent') {
    response.end(JSON.stringify(sent));
  } else {
    answer(request, response);
  }
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    jwks: {
      keys: [
        key('rsa', { modulusLength: 2048 }, 'RS256'),
        key('rsa', { modulusLength: 2048 }, 'PS256'),
        key('ec', { namedCurve: 'P-256' }, 'ES256'),
      ],
    },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@people.example`,
        email_verified: true,
        name: 'Paula Vance',
        groups: ['bank-operators'],
      }),
    }),
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      registration: {
        enabled: true,
        idFactory: (ctx) => ctx.oidc.body.client_name,
        secretFactory: () => "hush: a client's secret",
      },
    },
    fetch: async (_url, options) => {
      sent.push(String(options.body));
      return new Response('', { status: 200 });
    },
  });
  answer = provider.callback();
  console.log(issuer);
});
