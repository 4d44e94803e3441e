/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.sample;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The application's HTTP interface as its users see it.
 */
class Api {

	private final RestTestClient http;

	Api(int port) {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	List<Reading> readings() {
		List<Reading> readings = this.http.get()
			.uri("/api/readings")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(new ParameterizedTypeReference<List<Reading>>() {
			})
			.returnResult()
			.getResponseBody();
		return Objects.requireNonNull(readings);
	}

	@Nullable Reading find(String room) {
		return readings().stream().filter((reading) -> reading.room().equals(room)).findFirst().orElse(null);
	}

	Reading get(String room) {
		return Objects.requireNonNull(find(room));
	}

	RestTestClient.ResponseSpec putSetPoint(String room, String body) {
		return this.http.put()
			.uri("/api/rooms/{room}/set-point", room)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	RestTestClient.ResponseSpec health() {
		return this.http.get().uri("/actuator/health").exchange();
	}

}
