// A small CAS 3.0 server: /cas/login, which knows every user by the name alone, and
// /cas/p3/serviceValidate. A ticket that begins with FT- is answered with the fault it names.
import { randomBytes } from 'node:crypto';

const name = 'xmlns:cas="http://www.yale.edu/tp/cas"';
const escaped = (text) =>
    text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const inside = (content) => `<cas:serviceResponse ${name}>${content}</cas:serviceResponse>`;
const success = (content) => `<cas:authenticationSuccess>${content}</cas:authenticationSuccess>`;
const user = (of) => `<cas:user>${escaped(of)}</cas:user>`;
const good = (of) =>
    inside(
        success(
            `${user(of)}<cas:attributes><cas:employeeNumber>E-${escaped(of)}</cas:employeeNumber>` +
                '<cas:groups>a</cas:groups><cas:groups>b</cas:groups></cas:attributes>',
        ),
    );
const failure = inside(
    '<cas:authenticationFailure code="INVALID_TICKET">no such ticket</cas:authenticationFailure>',
);

const bomb = ['<!DOCTYPE b [<!ENTITY e0 "boom">']
    .concat(
        Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};&e${i};">`),
        [`]>${inside(success('<cas:user>&e30;</cas:user>'))}`],
    )
    .join('');

// Every one of them vouches for "victim", or would with a careless reader.
const faults = {
    doctype: bomb,
    external: `<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]>${inside(success('<cas:user>&f;</cas:user>'))}`,
    entity: inside(success('<cas:user>&victim;</cas:user>')),
    twice: inside(success(user('nobody')) + success(user('victim'))),
    nested: inside(success(user('nobody') + success(user('victim')))),
    hidden: inside(
        `<cas:authenticationFailure code="x">${success(user('victim'))}</cas:authenticationFailure>`,
    ),
    both: inside(
        `${success(user('victim'))}<cas:authenticationFailure code="x">no</cas:authenticationFailure>`,
    ),
    users: inside(success(user('nobody') + user('victim'))),
    comment: inside(success('<cas:user>victim<!-- -->@elsewhere</cas:user>')),
    markup: inside(success('<cas:user>victim<b/></cas:user>')),
    nobody: inside(success('<cas:user> </cas:user>')),
    proxied: inside(
        success(
            `${user('victim')}<cas:proxies><cas:proxy>https://proxy.test/</cas:proxy></cas:proxies>`,
        ),
    ),
    foreign: `<cas:serviceResponse xmlns:cas="http://elsewhere.test/">${success(user('victim'))}</cas:serviceResponse>`,
    html: '<!doctype html><title>victim</title>',
    empty: '',
    cut: good('victim').slice(0, -12),
    latin: Buffer.from(good('victim\u00e9'), 'latin1'),
    huge: inside(success(user('victim') + `<!--${'x'.repeat(80 * 1024)}-->`)),
    padded: good('victim') + ' '.repeat(80 * 1024),
    failure,
};

/** `service`: the one address that tickets are good for, compared byte by byte. */
export function casServer(service) {
    const tickets = new Map();
    const counts = { validated: 0 };

    function ticketFor(of) {
        const ticket = `ST-${tickets.size + 1}-${randomBytes(18).toString('hex')}`;
        tickets.set(ticket, of);
        return ticket;
    }

    function validate(url, response) {
        counts.validated += 1;
        const ticket = url.searchParams.get('ticket') ?? '';
        const fault = /^FT-([a-z]+)-/.exec(ticket)?.[1];
        if (fault === 'slow') return; // for ever: whoever asks must give up by itself
        if (fault === 'drip') {
            // A byte now and then: never silent, never done.
            const drip = setInterval(() => response.write(' '), 200);
            response.on('close', () => clearInterval(drip));
            return;
        }
        if (fault === 'elsewhere') {
            response.writeHead(302, { Location: `/cas/p3/found?ticket=${ticketFor('victim')}` });
            response.end();
            return;
        }
        response.writeHead(fault === 'broken' ? 500 : 200, { 'Content-Type': 'application/xml' });
        if (fault) {
            response.end(faults[fault] ?? good('victim'));
            return;
        }
        const of = tickets.get(ticket);
        tickets.delete(ticket);
        const right = of !== undefined && url.searchParams.get('service') === service;
        // Answers come in another order than questions.
        setTimeout(() => response.end(right ? good(of) : failure), Math.random() * 30);
    }

    function handle(request, response) {
        const url = new URL(request.url, 'https://localhost');
        if (url.pathname === '/cas/p3/serviceValidate') {
            validate(url, response);
        } else if (url.pathname === '/cas/login' && url.searchParams.get('service') === service) {
            const of = url.searchParams.get('username');
            const form = `<form><input name="service" type="hidden" value="${escaped(service)}">
                <input name="username"><button>登录</button></form>`;
            response.writeHead(of ? 302 : 200, {
                'Content-Type': 'text/html; charset=utf-8',
                ...(of ? { Location: `${service}?ticket=${ticketFor(of)}` } : {}),
            });
            response.end(of ? '' : form);
        } else {
            response.writeHead(url.pathname === '/cas/p3/found' ? 200 : 404);
            response.end(url.pathname === '/cas/p3/found' ? good('victim') : '');
        }
    }
    return { handle, ticketFor, counts };
}
