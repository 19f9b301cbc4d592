// A real OpenID provider: oidc-provider of the npm registry, with its own pages for development, on
// which any user name may sign in.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(import.meta.dirname, '../../../web/package.json'));

// oidc-provider uses it; the oldest Node that the pages' tools take may lack it.
URL.parse ??= (text) => (URL.canParse(text) ? new URL(text) : null);

function key(type, options, terms) {
    const { privateKey } = generateKeyPairSync(type, options);
    return { ...privateKey.export({ format: 'jwk' }), ...terms };
}

/** Answers requests as the issuer `issuer`; `returnTo` gives our address by provider. */
export async function realProvider(issuer, returnTo) {
    const { default: Provider } = await import(
        pathToFileURL(require.resolve('oidc-provider')).href
    );
    const client = {
        client_secret: 'a secret & with=signs%',
        grant_types: ['authorization_code'],
        response_types: ['code'],
    };
    const provider = new Provider(issuer, {
        clients: [
            {
                ...client,
                client_id: 'beihui',
                redirect_uris: [returnTo('real')],
                id_token_signed_response_alg: 'RS256',
                token_endpoint_auth_method: 'client_secret_basic',
            },
            {
                ...client,
                client_id: 'beihui:es',
                redirect_uris: [returnTo('real-es')],
                id_token_signed_response_alg: 'ES256',
                token_endpoint_auth_method: 'client_secret_post',
            },
        ],
        jwks: {
            keys: [
                key('rsa', { modulusLength: 2048 }, { kid: 'r1', alg: 'RS256', use: 'sig' }),
                key('ec', { namedCurve: 'P-256' }, { kid: 'e1', alg: 'ES256', use: 'sig' }),
            ],
        },
        pkce: { required: () => true },
        cookies: { keys: [randomBytes(32).toString('hex')] },
        findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    });
    return provider.callback();
}
