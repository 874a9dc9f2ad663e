"""The assembled distribution, run and used by the benchmarks."""
import base64, hashlib, hmac, json, os, re, shutil, struct, subprocess, tempfile, time, urllib.request

DISTRIBUTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../distribution/target/workstatus-agent")


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Agent:
    def __init__(self, home=None, **environment):
        self.home = home or tempfile.mkdtemp()
        self.cookie = ""
        environment = dict(os.environ, WORKSTATUS_HOME=self.home, WORKSTATUS_PORT="0", **environment)
        self.process = subprocess.Popen([DISTRIBUTION + "/bin/workstatus", "run"], env=environment, stdout=subprocess.DEVNULL)
        while not self.is_ready():
            time.sleep(0.1)

    def sign_in(self):
        """The first user's set-up and sign-in, and the notice acknowledged."""
        token = open(self.home + "/setup-token").read().strip()
        user = {"username": "ada", "password": "correct horse battery staple"}
        otpauth = self.ask("POST", "setup", dict(user, token=token, factor="totp"))["otpauth"]
        key = base64.b32decode(re.search("secret=([A-Z2-7]+)", otpauth).group(1))
        digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
        offset = digest[-1] & 15
        code = (struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000
        challenge = self.ask("POST", "login", user)["challenge"]
        self.ask("POST", "login/otp", {"challenge": challenge, "code": "%06d" % code})
        self.ask("POST", "notice", {"version": self.ask("GET", "notice")["version"]})

    def is_ready(self):
        try:
            self.port = int(open(self.home + "/http.port").read())
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health").status == 200
        except (OSError, ValueError):
            return False

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Requested-By": "bench", "Cookie": self.cookie}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).split(";")[0]
            text = answer.read()
        return json.loads(text) if text else None

    def jvm(self):
        return int(open(self.home + "/process").read().split()[1])

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
