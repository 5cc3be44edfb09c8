#if !OFFICIAL_SERVICE_BUS
using Azure.Messaging.ServiceBus;
using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.ServiceBus.Client;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus;

/// <summary>Tokens are renewed before they end, on our client's own clock.</summary>
[TestClass]
[TestCategory("QUE-9")]
public sealed class TokenRefreshTests
{
    [TestMethod]
    public async Task Token_BeforeItEnds_IsPutAgain()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Authorizations.AuthorizeAsync(Rig.Audience, CancellationToken.None);
        await rig.Credential.AskedAsync(1);

        // Lives 30 minutes; renewed 7 minutes before the end.
        rig.Time.Advance(TimeSpan.FromMinutes(22));
        Assert.AreEqual(1, rig.Credential.Asked);
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        await rig.Credential.AskedAsync(2);
    }

    [TestMethod]
    public async Task Token_ThatCannotBeHad_IsAskedForAgainBeforeTheOldOneEnds()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Authorizations.AuthorizeAsync(Rig.Audience, CancellationToken.None);
        rig.Credential.Fails = true;

        rig.Time.Advance(TimeSpan.FromMinutes(24));
        await rig.Credential.AskedAsync(2);
        await rig.TimerAsync();
        rig.Credential.Fails = false;
        rig.Time.Advance(TimeSpan.FromMinutes(4));
        await rig.Credential.AskedAsync(3);
    }

    [TestMethod]
    public async Task Authorize_WhenTheBrokerRefuses_IsUnauthorized()
    {
        await using var rig = await Rig.StartAsync();
        rig.Credential.Token = "SharedAccessSignature sr=x&sig=y&se=1&skn=z";

        var error = await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => rig.Authorizations.AuthorizeAsync(Rig.Audience, CancellationToken.None));

        Assert.Contains("InvalidSignature", error.Message);
        Assert.DoesNotContain("sig=y", error.Message);
    }

    private sealed class Rig : IAsyncDisposable
    {
        public const string Audience = "amqp://localhost/jobs";

        private Rig(ServiceBusBroker broker, AmqpConnection connection, Authorizations authorizations, CountedCredential credential, FakeTime time)
            => (Broker, Connection, Authorizations, Credential, Time) = (broker, connection, authorizations, credential, time);

        public ServiceBusBroker Broker { get; }

        public AmqpConnection Connection { get; }

        public Authorizations Authorizations { get; }

        public CountedCredential Credential { get; }

        public FakeTime Time { get; }

        public static async Task<Rig> StartAsync()
        {
            var broker = await ClientRig.StartBrokerAsync();
            var connection = await AmqpConnection.ConnectAsync(new AmqpConnectionOptions { Connect = AmqpTransports.Tcp("localhost", broker.Port), HostName = "localhost", ContainerId = "tests" });
            // The broker goes by the real time, the client by one that starts there and is moved on.
            var time = new FakeTime(TimeProvider.System.GetUtcNow());
            var credential = new CountedCredential(new KeyCredential("RootManageSharedAccessKey", "SAS_KEY_VALUE", time));
            return new Rig(broker, connection, await Authorizations.OpenAsync(connection, credential, time, ClientRig.Soon, CancellationToken.None), credential, time);
        }

        /// <summary>Waits until the next renewal has its time set.</summary>
        public async Task TimerAsync()
        {
            using var limit = new CancellationTokenSource(ClientRig.Soon, TimeProvider.System);
            while (Time.ArmedTimers == 0)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Authorizations.DisposeAsync();
            await Connection.DisposeAsync();
            await Broker.DisposeAsync();
        }
    }

    private sealed class CountedCredential(ServiceCredential inner) : ServiceCredential
    {
        private readonly SemaphoreSlim _asked = new(0);
        private int _seen;

        public int Asked { get; private set; }

        public bool Fails { get; set; }

        public string? Token { get; set; }

        public override async ValueTask<ServiceToken> GetTokenAsync(string audience, CancellationToken cancellationToken)
        {
            Asked++;
            _asked.Release();
            if (Fails)
                throw new InvalidOperationException("no token today");
            var token = await inner.GetTokenAsync(audience, cancellationToken);
            return Token is { } other ? token with { Value = other } : token;
        }

        public async Task AskedAsync(int times)
        {
            for (; _seen < times; _seen++)
                Assert.IsTrue(await _asked.WaitAsync(ClientRig.Soon));
        }
    }
}
#endif
