/** A query that crosses all three subgraphs. A test holds it, and the others, against the supergraph. */
export const sampleQuery = `# Search finds, content and media tell, search relates: three subgraphs in one request.
query Find($words: String = "harbour") {
  search(query: $words, first: 5) {
    totalCount
    edges {
      node {
        ... on Content {
          headline
          leadMedia {
            altText
            placeholder
          }
          related(first: 3) {
            headline
          }
        }
        ... on MediaAsset {
          altText
          contentType
        }
      }
      highlights {
        field
        html
      }
    }
    facets(fields: [TYPE, SECTION], first: 5) {
      field
      values {
        value
        count
        section {
          name
        }
      }
    }
  }
}
`;

/** Operations to begin with. */
export const sampleOperations = `# Who am I to this graph?
query Me {
  viewer {
    id
    name
    view
    grants
    packages {
      id
      delayMinutes
    }
  }
}

# The newest articles with their pictures: content from one subgraph, media from another.
query Newest {
  latestContent(first: 5) {
    edges {
      node {
        headline
        published
        owner {
          name
        }
        leadMedia {
          altText
          original {
            url
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

${sampleQuery}`;
