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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.zmqtt.MqttMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records what a publisher signals, and requests only what it is told to.
 */
class RecordingSubscriber implements Flow.Subscriber<MqttMessage> {

	final List<String> texts = new CopyOnWriteArrayList<>();

	final List<MqttMessage> messages = new CopyOnWriteArrayList<>();

	/** Completes with the end: normally or with the problem. */
	final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

	private final Consumer<MqttMessage> action;

	RecordingSubscriber() {
		this((message) -> {
		});
	}

	RecordingSubscriber(Consumer<MqttMessage> action) {
		this.action = action;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		assertThat(this.subscription.complete(subscription)).isTrue();
	}

	@Override
	public void onNext(MqttMessage message) {
		assertThat(this.ended).isNotDone();
		this.messages.add(message);
		this.texts.add(message.text());
		this.action.accept(message);
	}

	@Override
	public void onError(Throwable problem) {
		assertThat(this.ended.completeExceptionally(problem)).isTrue();
	}

	@Override
	public void onComplete() {
		assertThat(this.ended.complete(null)).isTrue();
	}

	RecordingSubscriber request(long n) {
		subscription().request(n);
		return this;
	}

	void cancel() {
		subscription().cancel();
	}

	private Flow.Subscription subscription() {
		return ScriptedTests.result(this.subscription);
	}

	/**
	 * Wait until exactly these messages are there.
	 */
	void expect(String... expected) {
		ScriptedTests.eventually(() -> assertThat(this.texts).containsExactly(expected));
	}

	/**
	 * Watch that no further message and no end come.
	 */
	void expectNothing(Duration duration) {
		int before = this.texts.size();
		assertThat(this.ended).failsWithin(duration);
		assertThat(this.texts).hasSize(before);
		assertThat(this.ended).isNotDone();
	}

}
