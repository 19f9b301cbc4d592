// A PostgreSQL of its own for one run: initialised in a temporary folder, on a socket in it and no
// port, run as somebody else when we are root (it refuses to run as root).
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function programs() {
    if (process.env.BEIHUI_POSTGRESQL_BIN) return process.env.BEIHUI_POSTGRESQL_BIN;
    const all = '/usr/lib/postgresql';
    const newest = (existsSync(all) ? readdirSync(all) : [])
        .filter((version) => existsSync(join(all, version, 'bin/initdb')))
        .sort((a, b) => Number(b) - Number(a))[0];
    if (!newest) throw new Error('no PostgreSQL here (Debian: apt install postgresql-15)');
    return join(all, newest, 'bin');
}

function someoneElse() {
    if (process.getuid() !== 0) return {};
    const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
}

const psql = (folder, sql, database = 'postgres') =>
    execFileSync(join(programs(), 'psql'), ['-h', folder, '-U', 'postgres', '-qc', sql, database], {
        ...someoneElse(),
        cwd: folder,
        stdio: 'ignore',
    });
/** What `--database` takes, for a role that row-level security binds. */
const addressOf = (folder, name) => `postgresql://beihui@/${name}?host=${folder}`;

/** Starts it with one empty database, `address`. */
export async function startPostgresql() {
    const bin = programs();
    const user = someoneElse();
    const folder = mkdtempSync(join(tmpdir(), 'beihui-pg-'));
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (user.uid !== undefined)
        for (const one of [folder, data]) chownSync(one, user.uid, user.gid);
    const as = { ...user, cwd: folder, stdio: 'ignore' };
    const cluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'];
    execFileSync(join(bin, 'initdb'), [...cluster, '--locale=C'], as);
    const server = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
        as,
    );
    const ended = new Promise((resolve) => server.once('exit', resolve));
    for (let i = 0; ; i += 1) {
        try {
            psql(folder, 'SELECT 1');
            break;
        } catch (failure) {
            if (i === 100 || server.exitCode !== null) throw failure;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }
    psql(folder, 'CREATE ROLE beihui LOGIN');
    psql(folder, 'CREATE DATABASE beihui OWNER beihui');
    return {
        folder,
        address: addressOf(folder, 'beihui'),
        async close() {
            server.kill('SIGINT');
            await ended;
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** A copy of that database under a name of its own, while nobody has it open. */
export function copyDatabase(folder) {
    const name = `copy_${randomBytes(6).toString('hex')}`;
    psql(folder, `CREATE DATABASE ${name} TEMPLATE beihui OWNER beihui`);
    return {
        address: addressOf(folder, name),
        /** As somebody who owns the machine: no trigger, no row-level security. */
        asOwner: (sql) => psql(folder, `SET session_replication_role = replica; ${sql}`, name),
        drop: () => psql(folder, `DROP DATABASE ${name} WITH (FORCE)`),
    };
}
