using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Requests of administration: HTTP with Atom bodies, signed like AMQP's links.</summary>
internal sealed class AdministrationPipeline
{
    private const int PageSize = 100;
    private const string ForbiddenOperation = "SubCode=40301";
    private readonly HttpPipeline _pipeline;
    private readonly NamespaceEndpoint _endpoint;
    private readonly ServiceCredential _credential;
    private readonly string _version;

    public AdministrationPipeline(NamespaceEndpoint endpoint, ServiceCredential credential, ServiceBusAdministrationClientOptions options)
    {
        (_endpoint, _credential, _version) = (endpoint, credential, options.VersionText);
        _pipeline = HttpPipelineBuilder.Build(options);
    }

    /// <summary>An entity's title and description.</summary>
    /// <exception cref="ServiceBusException">There is none, or another reason.</exception>
    public async Task<(Response Response, string Title, XElement Description)> GetAsync(string path, string description, CancellationToken cancellationToken)
    {
        var response = await SendAsync(RequestMethod.Get, path, "&enrich=False", null, isUpdate: false, cancellationToken);
        return Only(response, path, description);
    }

    public async Task<(Response Response, string Title, XElement Description)> PutAsync(string path, string description, string body, bool isUpdate, CancellationToken cancellationToken)
    {
        var response = await SendAsync(RequestMethod.Put, path, "", body, isUpdate, cancellationToken);
        return Only(response, path, description);
    }

    public Task<Response> DeleteAsync(string path, CancellationToken cancellationToken)
        => SendAsync(RequestMethod.Delete, path, "", null, isUpdate: false, cancellationToken);

    /// <summary>All entities of a kind, page by page as they are read.</summary>
    public AsyncPageable<T> List<T>(string path, string description, Func<string, XElement, T> read, CancellationToken cancellationToken)
        where T : notnull
        => new EntityPages<T>(async (skip, token) =>
        {
            var response = await SendAsync(RequestMethod.Get, path, $"&enrich=False&$skip={skip}&$top={PageSize}", null, isUpdate: false, token);
            var items = Read(response, path, description).Select(entry => read(entry.Title, entry.Description)).ToArray();
            return (items, items.Length < PageSize ? null : skip + PageSize, response);
        }, cancellationToken);

    private async Task<Response> SendAsync(RequestMethod method, string path, string query, string? body, bool isUpdate, CancellationToken cancellationToken)
    {
        var uri = new UriBuilder(_endpoint.Emulator ? "http" : "https", _endpoint.Host, _endpoint.Port, path) { Query = $"api-version={_version}{query}" }.Uri;
        using var request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(uri);
        var token = await _credential.GetTokenAsync(uri.GetLeftPart(UriPartial.Path), cancellationToken);
        request.Headers.Add("Authorization", token.Type == ServiceToken.Jwt ? $"Bearer {token.Value}" : token.Value);
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/atom+xml;type=entry;charset=utf-8");
            request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(body));
        }
        if (isUpdate)
            request.Headers.Add("If-Match", "*");
        var response = await _pipeline.SendRequestAsync(request, cancellationToken);
        ThrowIfFailed(response, method, path, isUpdate);
        return response;
    }

    private static (Response Response, string Title, XElement Description) Only(Response response, string path, string description)
        => Read(response, path, description) is [var (title, element), ..]
            ? (response, title, element)
            : throw new ServiceBusException($"There is no {path}.", ServiceBusFailureReason.MessagingEntityNotFound, path);

    private static IReadOnlyList<(string Title, XElement Description)> Read(Response response, string path, string description)
    {
        try
        {
            return response.ContentStream is { } stream ? Atom.Read(stream, description) : [];
        }
        catch (XmlException exception)
        {
            throw new ServiceBusException(isTransient: false, $"The service's answer cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    private static void ThrowIfFailed(Response response, RequestMethod method, string path, bool isUpdate)
    {
        if (response.Status is >= 200 and < 400)
            return;
        var inner = new RequestFailedException(response);
        var message = $"{Detail(response) ?? response.ReasonPhrase} (HTTP status {response.Status})";
        throw response.Status switch
        {
            (int)HttpStatusCode.Unauthorized => new UnauthorizedAccessException($"{message} ({path})", inner),
            (int)HttpStatusCode.Forbidden when message.Contains(ForbiddenOperation, StringComparison.Ordinal) => new InvalidOperationException(message, inner),
            (int)HttpStatusCode.Forbidden => new ServiceBusException(message, ServiceBusFailureReason.QuotaExceeded, path, inner),
            (int)HttpStatusCode.NotFound => new ServiceBusException(message, ServiceBusFailureReason.MessagingEntityNotFound, path, inner),
            (int)HttpStatusCode.Conflict when method == RequestMethod.Put && !isUpdate => new ServiceBusException(message, ServiceBusFailureReason.MessagingEntityAlreadyExists, path, inner),
            (int)HttpStatusCode.BadRequest => new ArgumentException(message, paramName: null, inner),
            (int)HttpStatusCode.ServiceUnavailable => new ServiceBusException(message, ServiceBusFailureReason.ServiceBusy, path, inner),
            _ => new ServiceBusException(isTransient: true, message, path, innerException: inner),
        };
    }

    // <Error><Code>404</Code><Detail>words</Detail></Error>
    private static string? Detail(Response response)
    {
        if (response.ContentStream is not { Length: > 0 and < 64 * 1024 } stream)
            return null;
        try
        {
            stream.Position = 0;
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = false });
            return XElement.Load(reader).Elements().FirstOrDefault(element => element.Name.LocalName == "Detail")?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
        finally
        {
            stream.Position = 0;
        }
    }

    private sealed class EntityPages<T>(Func<int, CancellationToken, Task<(IReadOnlyList<T> Items, int? Next, Response Response)>> read, CancellationToken cancellationToken) : AsyncPageable<T>(cancellationToken)
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            int? skip = continuationToken is null ? 0 : int.Parse(continuationToken, System.Globalization.CultureInfo.InvariantCulture);
            while (skip is { } from)
            {
                var (items, next, response) = await read(from, CancellationToken);
                skip = next;
                yield return Page<T>.FromValues(items, next?.ToString(System.Globalization.CultureInfo.InvariantCulture), response);
            }
        }
    }
}
