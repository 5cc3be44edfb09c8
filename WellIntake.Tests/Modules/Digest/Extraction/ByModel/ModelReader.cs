using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Extraction.ByModel;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Tests.Platform.LanguageModel;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Extraction.ByModel;

/// <summary>
/// The model extractor over HTTP, on an offline extractor that is blind to texts, so that whatever stands in a text must
/// have come from the model. The model reads well, and it is an error if its reading could not be used.
/// </summary>
internal sealed class ModelReader : IAsyncDisposable
{
    private readonly ModelFixture _fixture;
    private readonly UsedModel _model;

    private ModelReader(ModelFixture fixture)
    {
        _fixture = fixture;
        _model = new UsedModel(fixture.Start().GetRequiredService<ILanguageModel>());
    }

    public static async Task<ModelReader> StartAsync() => new(await ModelFixture.CreateAsync());

    public async Task<CandidateInsight> ReadAsync(CandidateEvidence evidence, CancellationToken ct)
    {
        var found = await new OfflineExtractor().ExtractAsync(evidence, Now, CancellationToken.None);
        _fixture.Server.Answer = request => new StubModelReply { Content = GoodReading.Of(evidence, found, request.Evidence) };
        return await new ModelExtractor(new TextBlind(), _model).ExtractAsync(evidence, Now, ct);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    /// <summary>Reads the fields, and of texts only that they are there.</summary>
    private sealed class TextBlind : IBulletExtractor
    {
        private readonly OfflineExtractor _inner = new();

        public ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default) =>
            _inner.ExtractAsync(
                new CandidateEvidence(
                    evidence.Candidate,
                    [.. evidence.Notes.Select(n => n with { Text = string.Empty })],
                    [.. evidence.Deals.Select(d => d with { Description = null })],
                    [.. evidence.Meetings.Select(m => m with { Outcome = null })]),
                now, ct);
    }

    private sealed class UsedModel(ILanguageModel inner) : ILanguageModel
    {
        public bool IsConfigured => inner.IsConfigured;

        public int MaxConcurrency => inner.MaxConcurrency;

        public async Task<ModelAnswer<T>> AskAsync<T>(StructuredQuestion<T> question, CancellationToken ct = default)
            where T : class
        {
            var answer = await inner.AskAsync(question, ct);
            Assert.IsNull(answer.Failure, "A good reading must be used.");
            return answer;
        }
    }
}
