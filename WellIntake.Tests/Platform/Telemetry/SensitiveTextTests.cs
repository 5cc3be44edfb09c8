using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Tests.Platform.Telemetry;

[TestClass]
public sealed class SensitiveTextTests
{
    [TestMethod, TestCategory("OBS-3")]
    [DataRow("mail to pat.example@corp.example.com was refused", "mail to [e-mail] was refused")]
    [DataRow("<Pat.O'Neil+x@corp.example>: 550", "<[e-mail]>: 550")]
    [DataRow("GET /people/pat%40corp.example/card", "GET /people/[e-mail]/card")]
    [DataRow("pat@intranet said no", "[e-mail] said no")]
    [DataRow("Authorization: Bearer abcdefgh.ijkl-_~+/==", "Authorization: Bearer [token]")]
    [DataRow("token eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl expired", "token [token] expired")]
    [DataRow("Host=db;Username=app;Password=hunter2;Port=5432", "Host=db;Username=app;Password=[secret];Port=5432")]
    [DataRow("Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=a+b/c=", "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=[secret]")]
    [DataRow("postgresql://app:hunter2@db.internal:5432/x", "postgresql://[secret]@db.internal:5432/x")]
    [DataRow("POST /oauth?client_secret=abc&refresh_token=def&scope=x", "POST /oauth?client_secret=[secret]&refresh_token=[secret]&scope=x")]
    [DataRow("""{"client_secret":"a b","n":1}""", """{"client_secret=[secret],"n":1}""")]
    [DataRow("https://store/x?sv=1&sig=abc%2B", "https://store/x?sv=1&sig=[secret]")]
    public void Redact_WhatMustNotBeLogged_IsTakenOut(string text, string expected) => Assert.AreEqual(expected, SensitiveText.Redact(text));

    [TestMethod, TestCategory("OBS-3")]
    [DataRow("")]
    [DataRow("Request 7f3a is delivered after 20 ms")]
    [DataRow("no token to be had (CredentialUnavailableException)")]
    [DataRow("SELECT a FROM t WHERE a=@p0 AND b = @p1 AND c IN (@p2,@p3)")]
    [DataRow("POST /v3/conversations/19:abc@thread.v2/activities")]
    [DataRow("The primary key is taken; the password was refused")]
    public void Redact_WhatMayBeLogged_StaysAsItIs(string text) => Assert.AreEqual(text, SensitiveText.Redact(text));
}
