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

package io.zmqtt.spring.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Bytes and text take a shorter way when nobody looks at them, which must not be seen.
 */
class PlainPublisherTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	private final FakeMqttClient watchedClient = new FakeMqttClient();

	private final MqttTemplate watched = new MqttTemplate(this.watchedClient);

	PlainPublisherTests() {
		this.watched.setInterceptors(List.of(new MqttMessageInterceptor() {

		}));
	}

	static Stream<Arguments> sends() {
		byte[] bytes = { 0, 1, (byte) 0xFF };
		return Stream.of(arguments("bytes", (template) -> template.sendAsync("a", bytes)),
				arguments("text", (template) -> template.sendAsync("a", "grün")),
				arguments("empty text", (template) -> template.sendAsync("a", "")),
				arguments("defaults", (template) -> template.to("a").body(bytes).send()),
				arguments("no body", (template) -> template.to("a").send()),
				arguments("qos", (template) -> template.to("a").qos(QoS.EXACTLY_ONCE).body("x").send()),
				arguments("the same qos", (template) -> template.to("a").qos(1).body("x").send()),
				arguments("retain", (template) -> template.to("a").qos(0).retain().body(bytes).sendAndWait()),
				arguments("timeout",
						(template) -> template.to("a").timeout(Duration.ofSeconds(3)).body("x").sendAndWait()),
				arguments("a retaining template", (template) -> {
					template.setRetain(true);
					template.setQos(QoS.EXACTLY_ONCE);
					template.to("a").body("x").send();
					template.to("a").retain(false).body("x").send();
				}), arguments("the last one counts", (template) -> {
					template.to("a").qos(0).header(MqttHeaders.QOS, 2).body("x").send();
					template.to("a").header(MqttHeaders.QOS, 2).qos(0).body("x").send();
					template.to("a").retain().header(MqttHeaders.RETAIN, false).body("x").send();
					template.to("a")
						.header(MqttHeaders.TIMEOUT, Duration.ofSeconds(1))
						.timeout(Duration.ofSeconds(2))
						.send();
				}), arguments("a property", (template) -> template.to("a").property("p", "1").body(bytes).send()),
				arguments("a content type",
						(template) -> template.to("a").contentType("text/x-light").body("on").send()));
	}

	private static Arguments arguments(String name, Consumer<MqttTemplate> send) {
		return Arguments.argumentSet(name, send);
	}

	@ParameterizedTest
	@MethodSource("sends")
	void nothingIsSentDifferently(Consumer<MqttTemplate> send) {
		send.accept(this.template);
		send.accept(this.watched);
		assertThat(this.client.published).isNotEmpty().hasSameSizeAs(this.watchedClient.published);
		for (int i = 0; i < this.client.published.size(); i++) {
			FakeMqttClient.Published one = this.client.published.get(i);
			FakeMqttClient.Published other = this.watchedClient.published.get(i);
			assertThat(one.topic()).isEqualTo(other.topic());
			assertThat(one.payload()).isEqualTo(other.payload());
			assertThat(one.options()).isEqualTo(other.options());
			assertThat(one.properties()).isEqualTo(other.properties());
		}
	}

	@Test
	void failuresAreTheSame() {
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		this.watchedClient.failure = this.client.failure;
		Throwable one = failure(this.template.sendAsync("a", "secret"));
		Throwable other = failure(this.watched.sendAsync("a", "secret"));
		assertThat(one).isInstanceOf(CompletionException.class).hasSameClassAs(other);
		assertThat(one.getCause()).isInstanceOf(MessageDeliveryException.class)
			.hasMessage(other.getCause().getMessage())
			.hasCause(this.client.failure);
		assertThat(one.getCause().toString()).doesNotContain("secret");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.to("a").body("x").sendAndWait())
			.withCause(this.client.failure);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.to("a").timeout(Duration.ZERO).body("x").send())
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

	private static Throwable failure(CompletableFuture<PublishResult> future) {
		return future.handle((result, failure) -> failure).join();
	}

	@Test
	void misuseStaysMisuse() {
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		CompletableFuture<PublishResult> future = this.template.sendAsync("a", "x");
		result.completeExceptionally(new IllegalStateException("closed"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.withCauseInstanceOf(IllegalStateException.class);
		assertThatIllegalStateException().isThrownBy(() -> {
			throw (RuntimeException) failure(future).getCause();
		});
	}

	@Test
	void cancellingReachesTheClient() {
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		CompletableFuture<PublishResult> future = this.template.to("a").body("x").send();
		assertThat(future.cancel(true)).isTrue();
		assertThat(result).isCancelled();
		assertThat(future).isCancelled();
	}

	@Test
	void convertersOfTheApplicationAreAsked() {
		this.template.setMessageConverter(MqttMessageConverters.withFirst(List.of(new Reversing()), null));
		this.template.sendAsync("a", "abc");
		this.template.to("a").body("abc").send();
		assertThat(this.client.published).extracting((published) -> text(published)).containsExactly("cba", "cba");
	}

	@Test
	void otherConvertersAreNotPlain() {
		assertThat(MqttMessageConverters.isPlain(MqttMessageConverters.defaults(), new byte[0])).isTrue();
		assertThat(MqttMessageConverters.isPlain(MqttMessageConverters.defaults(), "")).isTrue();
		assertThat(MqttMessageConverters.isPlain(MqttMessageConverters.defaults(), 1)).isFalse();
		assertThat(MqttMessageConverters.isPlain(new StringMessageConverter(), "")).isFalse();
		assertThat(
				MqttMessageConverters.isPlain(new CompositeMessageConverter(List.of(new StringMessageConverter())), ""))
			.isFalse();
		assertThat(MqttMessageConverters
			.isPlain(new CompositeMessageConverter(List.of(new ByteArrayMessageConverter())), new byte[0])).isFalse();
	}

	@Test
	void aTemplateWithItsOwnConversionIsAsked() {
		MqttTemplate own = new MqttTemplate(this.client) {

			@Override
			public String toString() {
				return "own";
			}

		};
		assertThat(own.isPlain("x")).isFalse();
		assertThat(this.template.isPlain("x")).isTrue();
		assertThat(this.watched.isPlain("x")).isFalse();
	}

	private static String text(FakeMqttClient.Published published) {
		return new String(published.payload(), StandardCharsets.UTF_8);
	}

	/**
	 * A converter of the application.
	 */
	private static final class Reversing extends StringMessageConverter {

		@Override
		protected Object convertToInternal(Object payload, org.springframework.messaging.MessageHeaders headers,
				Object conversionHint) {
			return new StringBuilder((String) payload).reverse().toString().getBytes(StandardCharsets.UTF_8);
		}

	}

}
