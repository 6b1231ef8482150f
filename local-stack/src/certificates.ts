/**
 * Certificates for tests of federation. Node cannot make X.509 certificates; the library that Synapse itself uses
 * (Python's `cryptography`, present in its virtual environment) can.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StackProblem } from './problem.ts';

export interface TestCa {
  /** PEM file of the authority's certificate, for `federation_custom_ca_list` or NODE_EXTRA_CA_CERTS. */
  readonly ca: string;
  /** Issues a certificate for `localhost` and 127.0.0.1; the results are PEM files. */
  issue(name: string): Promise<{ certificate: string; key: string; ca: string }>;
}

/**
 * A certificate authority that nobody but the test trusts. Valid for a week.
 * @param options.python of installSynapse
 * @param options.dir for the files; made when missing
 */
export async function createTestCa(options: { python: string; dir: string }): Promise<TestCa> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const ca = join(dir, 'ca.pem');
  const caKey = join(dir, 'ca.key');
  await runPython(options.python, ['ca', ca, caKey]);
  return {
    ca,
    async issue(name) {
      const certificate = join(dir, `${name}.pem`);
      const key = join(dir, `${name}.key`);
      await runPython(options.python, ['issue', ca, caKey, certificate, key]);
      return { certificate, key, ca };
    },
  };
}

const PROGRAM = `
import datetime, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

def write(path, data):
    with open(path, "wb") as file:
        file.write(data)

def name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

def builder(subject, issuer, public_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=7)))

def write_key(path, key):
    write(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))

def make_ca(certificate_path, key_path):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name("Parta test authority")
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (builder(subject, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
        .add_extension(identifier, critical=False).sign(key, hashes.SHA256()))
    write(certificate_path, certificate.public_bytes(serialization.Encoding.PEM))
    write_key(key_path, key)

def issue(ca_path, ca_key_path, certificate_path, key_path):
    ca = x509.load_pem_x509_certificate(open(ca_path, "rb").read())
    ca_key = serialization.load_pem_private_key(open(ca_key_path, "rb").read(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (builder(name("localhost"), ca.subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256()))
    write(certificate_path, certificate.public_bytes(serialization.Encoding.PEM))
    write_key(key_path, key)

{"ca": make_ca, "issue": issue}[sys.argv[1]](*sys.argv[2:])
`;

function runPython(python: string, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(python, ['-', ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0
        ? done()
        : fail(new StackProblem(`A test certificate could not be made: ${errors.slice(-500)}`)),
    );
    child.stdin.on('error', () => {}); // it died at once: `close` tells
    child.stdin.end(PROGRAM);
  });
}
