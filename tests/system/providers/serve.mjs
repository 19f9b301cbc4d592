// node serve.mjs FOLDER RETURN_ADDRESS: the systems that vouch for people in a test, on loopback with
// TLS: a real OpenID provider, one that forges, a CAS server, and the same CAS server with a
// certificate of an authority that nobody trusts. FOLDER holds what make_certificates made.
// RETURN_ADDRESS has {provider} where the id of the provider goes. Prints one line of JSON with their
// addresses when all of them listen, and ends when its input does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createServer as createPlainServer } from 'node:http';
import { join } from 'node:path';
import { casServer } from './cas_server.mjs';
import { forgingProvider } from './forging_provider.mjs';
import { realProvider } from './real_provider.mjs';

const [folder, returnAddress] = process.argv.slice(2);
const file = (name) => readFileSync(join(folder, name));
const trusted = { cert: file('server.pem'), key: file('server.key') };
const stranger = { cert: file('other.pem'), key: file('other.key') };
const returnTo = (provider) => returnAddress.replace('{provider}', provider);

/** Listens first: an issuer's name holds its port. */
async function open(terms, make) {
    const server = createServer(terms);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `https://localhost:${server.address().port}`;
    server.on('request', await make(address));
    return address;
}

const cas = casServer(returnTo('campus'));
const forging = forgingProvider(returnTo('forging'));
const addresses = {
    real: await open(trusted, (address) => realProvider(address, returnTo)),
    forging: await open(trusted, forging.at),
    cas: `${await open(trusted, () => cas.handle)}/cas`,
    stranger: `${await open(stranger, () => cas.handle)}/cas`,
};
// What tests ask and tell the systems behind the back of the server under test; loopback, no TLS.
const control = createPlainServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const answer = {
        '/ticket': () => cas.ticketFor(url.searchParams.get('user')),
        '/rotate': () => forging.rotate(),
        '/counts': () => ({ ...cas.counts, ...forging.counts }),
    }[url.pathname]?.();
    const text = JSON.stringify(answer ?? null);
    response.writeHead(answer === undefined ? 404 : 200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
});
await new Promise((resolve) => control.listen(0, '127.0.0.1', resolve));
addresses.control = control.address().port;
process.stdin.on('end', () => process.exit(0)).resume();
// Nobody reads on after that line; what the real provider remarks later is lost.
process.stdout.on('error', () => {});
console.log(JSON.stringify(addresses));
