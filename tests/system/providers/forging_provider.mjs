// An OpenID provider that forges. It has no pages: a test makes the code itself, as
// FAULT.NONCE.CHALLENGE.RANDOM, and gets the ID token of which that fault is the only one.
// Each discovery document under /FAULT/ has its own fault.
import { createHash, createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto';

const client = 'beihui';
const secret = 'not so secret';
const encoded = (value) => Buffer.from(value).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);
const rsa = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });
const jwk = (pair, terms) => ({ ...pair.publicKey.export({ format: 'jwk' }), ...terms });

/** `returnAddress`: where codes are good for. */
export function forgingProvider(returnAddress) {
    const own = rsa();
    const stolen = rsa(); // of somebody else: the issuer does not publish it
    const short = rsa(1024);
    let next = null;
    let rotated = 0;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const counts = { keys_asked: 0, tokens_asked: 0, elsewhere_asked: 0 };
    const used = new Set();

    const signer = {
        RS256: (bytes, pair) => createSign('sha256').update(bytes).sign(pair.privateKey),
    };
    signer.ES256 = (bytes, pair) =>
        sign('sha256', Buffer.from(bytes), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });

    function token(header, claims, make) {
        const bytes = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
        return `${bytes}.${encoded(make(bytes))}`;
    }

    function forged(issuer, fault, nonce) {
        const header = { alg: 'RS256', kid: 'own', typ: 'JWT' };
        const claims = {
            iss: issuer,
            sub: 'victim',
            aud: client,
            nonce,
            iat: now(),
            exp: now() + 300,
            email: 'victim@campus.test',
        };
        const right = (bytes) => signer.RS256(bytes, own);
        const byStolen = (bytes) => signer.RS256(bytes, stolen);
        const pem = own.publicKey.export({ type: 'spki', format: 'pem' });
        const hmac = (key) => (bytes) => createHmac('sha256', key).update(bytes).digest();
        const elsewhere = `${issuer}/elsewhere`;
        const without = (key) =>
            Object.fromEntries(Object.entries(claims).filter(([k]) => k !== key));
        const good = () => token(header, claims, right);
        const make = {
            good,
            list: () => token(header, { ...claims, aud: [client] }, right),
            party: () => token(header, { ...claims, aud: [client, 'other'], azp: client }, right),
            keyless: () => token({ alg: 'RS256' }, claims, right),
            skewed: () => token(header, { ...claims, iat: now() + 30, exp: now() - 30 }, right),
            rotated: () =>
                token({ ...header, kid: `next${rotated}` }, claims, (bytes) =>
                    signer.RS256(bytes, next ?? own),
                ),

            nonce: () => token(header, { ...claims, nonce: `${nonce}x` }, right),
            nononce: () => token(header, without('nonce'), right),
            issuer: () => token(header, { ...claims, iss: `${issuer}/` }, right),
            audience: () => token(header, { ...claims, aud: 'other' }, right),
            noaudience: () => token(header, without('aud'), right),
            several: () => token(header, { ...claims, aud: [client, 'other'] }, right),
            foreignparty: () => token(header, { ...claims, azp: 'other' }, right),
            expired: () => token(header, { ...claims, iat: now() - 700, exp: now() - 100 }, right),
            forever: () => token(header, without('exp'), right),
            textexp: () => token(header, { ...claims, exp: `${now() + 300}` }, right),
            future: () => token(header, { ...claims, iat: now() + 200 }, right),
            notyet: () => token(header, { ...claims, nbf: now() + 200 }, right),
            nobody: () => token(header, without('sub'), right),
            numbered: () => token(header, { ...claims, sub: 7 }, right),

            none: () => token({ ...header, alg: 'none' }, claims, () => ''),
            nonesigned: () => token({ ...header, alg: 'none' }, claims, right),
            none2: () => token({ ...header, alg: 'NoNe' }, claims, () => ''),
            noalg: () => token({ kid: 'own' }, claims, right),
            hmacpem: () => token({ ...header, alg: 'HS256' }, claims, hmac(pem)),
            hmacsecret: () => token({ ...header, alg: 'HS256' }, claims, hmac(secret)),
            hmacmodulus: () =>
                token(
                    { ...header, alg: 'HS256' },
                    claims,
                    hmac(Buffer.from(jwk(own).n, 'base64url')),
                ),
            relabelled: () => token(header, claims, hmac(pem)),
            curve: () =>
                token({ alg: 'ES256', kid: 'curve' }, claims, (bytes) =>
                    signer.ES256(bytes, curve),
                ),
            curvelabel: () =>
                token({ alg: 'RS256', kid: 'curve' }, claims, (bytes) =>
                    signer.ES256(bytes, curve),
                ),
            stolen: () => token(header, claims, byStolen),
            unknown: () => token({ ...header, kid: 'unknown' }, claims, byStolen),
            cipher: () => token({ ...header, kid: 'cipher' }, claims, byStolen),
            short: () =>
                token({ ...header, kid: 'short' }, claims, (bytes) => signer.RS256(bytes, short)),
            jku: () => token({ ...header, jku: elsewhere, kid: 'elsewhere' }, claims, byStolen),
            jkuown: () => token({ ...header, jku: elsewhere }, claims, byStolen),
            jwk: () => token({ ...header, jwk: jwk(stolen, { kid: 'own' }) }, claims, byStolen),
            url: () => token({ ...header, x5u: elsewhere }, claims, byStolen),
            critical: () => token({ ...header, crit: ['exp'], exp: 1 }, claims, right),
            unsigned: () => good().replace(/[^.]*$/, ''),
            changed: () => {
                const [head, , signature] = good().split('.');
                return `${head}.${encoded(JSON.stringify({ ...claims, sub: 'admin' }))}.${signature}`;
            },
            twice: () => {
                const text = JSON.stringify(claims).replace('{', '{"sub":"admin",');
                const bytes = `${encoded(JSON.stringify(header))}.${encoded(text)}`;
                return `${bytes}.${encoded(right(bytes))}`;
            },
            encrypted: () => `${good()}.AAAA.AAAA`,
            padded: () => `${good()}=`,
            garbage: () => 'a.b.c',
            absent: () => undefined,
        }[fault];
        return make?.();
    }

    const json = (response, status, value) => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };

    function answerToken(issuer, form, request, response) {
        counts.tokens_asked += 1;
        const [fault, nonce, challenge] = (form.get('code') ?? '').split('.');
        const verifier = createHash('sha256')
            .update(form.get('code_verifier') ?? '')
            .digest();
        const basic = `Basic ${Buffer.from(`${client}:not+so+secret`).toString('base64')}`;
        const known = [
            basic,
            basic.replace(
                / .*/,
                ` ${Buffer.from(`${client}:not%20so%20secret`).toString('base64')}`,
            ),
        ];
        if (
            used.has(form.get('code')) ||
            encoded(verifier) !== challenge ||
            form.get('redirect_uri') !== returnAddress ||
            form.get('grant_type') !== 'authorization_code' ||
            !known.includes(request.headers.authorization)
        )
            return json(response, 400, { error: 'invalid_grant' });
        used.add(form.get('code'));
        if (fault === 'silent') return undefined;
        if (fault === 'huge') return json(response, 200, { id_token: 'x'.repeat(200 * 1024) });
        if (fault === 'text') return json(response, 200, 'not json');
        if (fault === 'broken') return json(response, 500, {});
        if (fault === 'elsewhere') {
            response.writeHead(307, { Location: `${issuer}/elsewhere` });
            return response.end();
        }
        return json(response, 200, {
            access_token: 'a',
            token_type: 'Bearer',
            id_token: forged(issuer, fault, nonce),
        });
    }

    function answerDiscovery(issuer, fault, response) {
        const found = {
            issuer: `${issuer}${fault ? `/${fault}` : ''}`,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
        };
        if (fault === 'slow') return undefined;
        if (fault === 'huge')
            return json(response, 200, { ...found, more: 'x'.repeat(200 * 1024) });
        if (fault === 'other') return json(response, 200, { ...found, issuer });
        if (fault === 'plain')
            return json(response, 200, { ...found, token_endpoint: 'http://campus.test/token' });
        if (fault === 'text') return json(response, 200, 'not json');
        if (fault) return json(response, 404, {});
        return json(response, 200, found);
    }

    const at = (issuer) => (request, response) => {
        const path = new URL(request.url, issuer).pathname;
        const discovery = /^(?:\/(\w+))?\/\.well-known\/openid-configuration$/.exec(path);
        if (discovery) {
            answerDiscovery(issuer, discovery[1], response);
        } else if (path === '/keys') {
            counts.keys_asked += 1;
            const keys = [
                jwk(own, { kid: 'own', use: 'sig', alg: 'RS256' }),
                jwk(curve, { kid: 'curve', use: 'sig', alg: 'ES256' }),
                // Not for signatures, and too short: neither may ever be taken.
                jwk(stolen, { kid: 'cipher', use: 'enc' }),
                jwk(short, { kid: 'short', use: 'sig', alg: 'RS256' }),
            ];
            if (next) keys.push(jwk(next, { kid: `next${rotated}`, use: 'sig', alg: 'RS256' }));
            json(response, 200, { keys });
        } else if (path === '/elsewhere') {
            counts.elsewhere_asked += 1;
            json(response, 200, {
                keys: [jwk(stolen, { kid: 'elsewhere' }), jwk(stolen, { kid: 'own' })],
            });
        } else if (path === '/token') {
            let body = '';
            request.on('data', (part) => (body += part));
            request.on('end', () =>
                answerToken(issuer, new URLSearchParams(body), request, response),
            );
        } else {
            json(response, 404, {});
        }
    };
    return {
        at,
        counts,
        rotate: () => {
            next = rsa();
            rotated += 1;
            return {};
        },
    };
}
