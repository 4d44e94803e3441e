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

package io.zmqtt.docs.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.boot.autoconfigure.MqttListenerContainerFactoryConfigurer;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.listener.DeadLetter;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerErrorHandler;
import io.zmqtt.spring.listener.MqttMessageRecoverer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * The snippets of docs/errors.md.
 */
@Component
class ErrorSnippets {

	final List<String> notes = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger attempts = new AtomicInteger();

	@MqttListener("jobs/{job}/start")
	void onStart(String payload, @DestinationVariable String job) {
		int attempt = this.attempts.incrementAndGet();
		note(job + " " + attempt);
		if (job.equals("impossible") || attempt < 3) {
			throw new IllegalStateException("Not ready");
		}
	}

	@MqttListener("jobs/{job}/stop")
	CompletableFuture<Void> onStop(String payload, @DestinationVariable String job) {
		return CompletableFuture.runAsync(() -> {
			note(job + " stopping");
			if (this.attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("Still busy");
			}
		});
	}

	@MqttListener("jobs/{job}/size")
	void onSize(int size, @DestinationVariable String job) {
		note(job + " has size " + size);
	}

	@MqttListener(topics = "jobs/{job}/cancel", errorHandler = "unknownJobs")
	String onCancel(String reason, @DestinationVariable String job) {
		throw new IllegalArgumentException("No job " + job);
	}

	@SendTo("jobs/{job}/report")
	@MqttListener("jobs/{job}/finish")
	Report onFinish(String payload, @DestinationVariable String job) {
		note(job + " finished");
		return new Report(job);
	}

	@MqttListener("dead-letter/jobs/{job}/+")
	void onDeadLetter(String payload, @DestinationVariable String job,
			@Header(DeadLetterPublishingRecoverer.LISTENER) String listener,
			@Header(DeadLetterPublishingRecoverer.EXCEPTION) String exception,
			@Header(DeadLetterPublishingRecoverer.ATTEMPTS) int attempts) {
		note("dead letter of " + job + ": " + payload + ", " + attempts + " attempts, " + exception);
	}

	void note(String note) {
		this.notes.add(note);
	}

	/**
	 * What cannot be written as JSON.
	 */
	static final class Report {

		private final String job;

		Report(String job) {
			this.job = job;
		}

		public String getSummary() {
			throw new IllegalStateException("No summary of " + this.job);
		}

	}

	@Component
	static class EnvelopeListener {

		final List<DeadLetter> deadLetters = Collections.synchronizedList(new ArrayList<>());

		@MqttListener(topics = "dead-letter/#", autoStartup = "${envelopes:false}")
		void onDeadLetter(DeadLetter deadLetter) {
			this.deadLetters.add(deadLetter);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ErrorConfiguration {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client,
				MqttListenerContainerFactoryConfigurer configurer) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			configurer.configure(factory);
			factory.setRetryPolicy(RetryPolicy.builder()
				.maxRetries(3)
				.delay(Duration.ofMillis(100))
				.multiplier(2)
				.maxDelay(Duration.ofSeconds(5))
				.excludes(IllegalArgumentException.class)
				.build());
			return factory;
		}

		@Bean
		MqttMessageRecoverer deadLetters(MqttOperations mqtt) {
			return new DeadLetterPublishingRecoverer(mqtt);
		}

		@Bean
		MqttListenerErrorHandler unknownJobs() {
			return (message, failure) -> {
				if (failure.getCause() instanceof IllegalArgumentException ex) {
					return ex.getMessage();
				}
				throw failure;
			};
		}

	}

	static MqttMessageRecoverer rejecting() {
		MqttMessageRecoverer recoverer = MqttMessageRecoverer.rejecting(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		return recoverer;
	}

	MqttMessageRecoverer own() {
		MqttMessageRecoverer recoverer = (message, failure) -> store(message, failure.getListenerId());
		return recoverer;
	}

	static DeadLetterPublishingRecoverer byListener(MqttOperations mqtt) {
		DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(mqtt, "failed/{listener}/{topic}");
		recoverer.setStackTrace(false);
		return recoverer;
	}

	static DeadLetterPublishingRecoverer byException(MqttOperations mqtt) {
		DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(mqtt,
				(message, failure) -> (failure.getCause() instanceof IllegalArgumentException) ? null
						: "failed/" + message.topic());
		return recoverer;
	}

	private void store(MqttMessage message, String listener) {
		note("stored for " + listener + ": " + message.text());
	}

}
